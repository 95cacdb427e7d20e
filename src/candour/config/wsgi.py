"""One door's application, for the server that answers requests. Which door is in DJANGO_SETTINGS_MODULE.

Importing this raises WallMissing when the door's walls do not all stand: the server then ends without having
answered anything.
"""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from candour.config import walls

application = get_wsgi_application()
walls.refuse_without(settings.DOOR)
