"""The store and the shelf as folders of this machine: what an installation without a cloud uses."""

from cms.storage.local_delivery import LocalDelivery
from cms.storage.local_storage import LocalStorage

__all__ = ["LocalDelivery", "LocalStorage"]
