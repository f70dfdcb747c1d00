"""The configuration that this process was started with. Without a data directory nothing can be signed or served."""

import os

from bluezone.portal.configuration import Configuration
from bluezone.portal.secrets_on_disk import read_drawn_secret

CONFIGURATION = Configuration.from_environment(os.environ)
TRAINING = CONFIGURATION.is_training
"""Whether everything here was made to learn with: what leaves asks (`portal/leaving.py`), what is shown says so."""
SECRET = read_drawn_secret(CONFIGURATION.data / "secret.key") if CONFIGURATION.data else ""
"""Empty where no data directory is given: Django then refuses to sign anything."""
