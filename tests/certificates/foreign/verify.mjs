// Verifiers that others wrote, asked about what the standard input names. Nothing but `web` can be reached: whoever asks
// for another address is refused, and the answer says so.
//
// In:  {"web": {address: body}, "now": moment, "jwk": key, "cases": [{"by": verifier, "what": credential or token}]}
// Out: {"findings": [{"verified": …, "why": …}], "refused": [address]}
import { readFileSync } from "node:fs";
import net from "node:net";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as vc from "@digitalbazaar/vc";
import { securityLoader } from "@digitalcredentials/security-document-loader";
import { checkStatus } from "@digitalcredentials/vc-bitstring-status-list";
import { verifyCredential } from "@digitalcredentials/verifier-core";
import { importJWK, jwtVerify } from "jose";

const asked = JSON.parse(readFileSync(0, "utf8"));
const refused = [];
console.log = console.error; // one of them talks

globalThis.fetch = async (request) => {
  const address = request.url ?? String(request);
  if (!(address in asked.web)) {
    refused.push(address);
    throw new Error(`The network is closed: ${address}`);
  }
  return new Response(asked.web[address], { headers: { "content-type": "application/json" } });
};
net.Socket.prototype.connect = () => { throw new Error("The network is closed."); };

const documentLoader = securityLoader({ fetchRemoteContexts: true }).build();

const verifiers = {
  // @digitalbazaar/vc, with the resolver for did:web and the reader of status lists of the Digital Credentials Consortium
  async digitalbazaar(credential) {
    const suite = new DataIntegrityProof({ cryptosuite });
    const how = { credential, suite, documentLoader, now: new Date(asked.now) };
    const found = await vc.verifyCredential(credential.credentialStatus ? { ...how, checkStatus } : how);
    const faults = found.error?.errors ?? (found.error ? [found.error] : []);
    return {
      verified: found.verified, why: faults.map((fault) => fault.message).join("; "),
      in_force: found.statusResult?.verified ?? null,
    };
  },
  // @digitalcredentials/verifier-core: it reports each step rather than one verdict
  async verifier_core(credential) {
    const found = await verifyCredential({ credential, knownDIDRegistries: [] });
    const step = (id) => found.log?.find((one) => one.id === id)?.valid ?? null;
    return {
      verified: step("valid_signature") === true && !found.errors, why: JSON.stringify(found.errors ?? found.log),
      in_force: step("revocation_status"),
    };
  },
  async jose(token) {
    const { payload } = await jwtVerify(token, await importJWK(asked.jwk, "Ed25519"), {
      typ: "vc+jwt", currentDate: new Date(asked.now),
    });
    return { verified: true, why: "", payload };
  },
};

const findings = [];
for (const { by, what } of asked.cases) {
  try {
    findings.push(await verifiers[by](what));
  } catch (fault) {
    findings.push({ verified: false, why: String(fault.code ?? fault.message) });
  }
}
process.stdout.write(JSON.stringify({ findings, refused }));
