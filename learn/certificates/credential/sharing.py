"""How a holder passes a credential on: into a wallet by its address, onto a profile by a link."""

from urllib.parse import urlencode

from learn.certificates.certificate import Certificate
from learn.certificates.credential.badge import address
from learn.certificates.making import verify_page
from learn.kit import clock
from learn.kit.text import Words

ORGANISATION = Words("细胞与基因治疗产业联盟", "Cell & Gene Therapy Industry Alliance")


def wallet_address(certificate: Certificate) -> str:
    """Where a wallet fetches the credential: with the code of the QR code, since it says a name."""
    return f"{address(certificate.number)}?code={certificate.code}"


def linkedin_link(certificate: Certificate) -> str:
    """LinkedIn's form “Add licence or certification”, filled in.

    It leads back to the public check without the code: a profile is read by everybody, and the code opens more.
    """
    completion = certificate.completion
    since, until = clock.day_of(completion.completed_at), completion.valid_until
    filled = {
        "startTask": "CERTIFICATION_NAME",
        "name": str(completion.course_title),
        "organizationName": str(ORGANISATION),
        "issueYear": since.year,
        "issueMonth": since.month,
        **({"expirationYear": until.year, "expirationMonth": until.month} if until else {}),
        "certId": certificate.number,
        "certUrl": verify_page(certificate.number),
    }
    return f"https://www.linkedin.com/profile/add?{urlencode(filled)}"
