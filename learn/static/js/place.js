// Tells the server which section is being read, so that reading goes on there, also on another device.
const page = document.querySelector("[data-place]");
let told = page?.dataset.at ?? "";
let waiting;

function tell(place) {
  const body = new URLSearchParams({ place, csrf_token: page.dataset.token });
  fetch(page.dataset.place, { method: "POST", body, keepalive: true }).catch(() => {}); // the next section tells again
}

function reading(place) {
  if (place === told) return;
  told = place;
  clearTimeout(waiting);
  waiting = setTimeout(tell, 1500, place);
}

if (page) {
  tell(told);
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) reading(target.id);
  }, { rootMargin: "-10% 0px -75%" });
  for (const head of page.querySelectorAll("h2[id]")) seen.observe(head);
}
