"""Secrets at rest: small values (camera passwords, second-factor keys) sealed with this installation's key.

AES-256-GCM; the context (what the value is and whose) is bound in, so that a sealed value copied to
another row does not open. The key lies in ``DATA/secrets/seal.key``, readable by its owner only, and is
made at the first start. Regulation 799, Article 15: the managing unit keeps its system secure.
"""

from beholden.engines.sealing.keyfile import KeyFileError, installation_key, load_or_make
from beholden.engines.sealing.seal import SealBroken, seal, unseal

__all__ = ["KeyFileError", "SealBroken", "installation_key", "load_or_make", "seal", "unseal"]
