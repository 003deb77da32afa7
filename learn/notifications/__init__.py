"""What a person is told, where and how often. The notification is a row first; the mail follows."""

from learn.notifications.kind import Kind
from learn.notifications.notification import Notification, deliver_all_due

__all__ = ["Kind", "Notification", "deliver_all_due"]
