"""A user model of the project's own, and what is kept of each user."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import HStoreField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower


class Person(AbstractUser):
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    born = models.DateField(null=True)
    preferences = HStoreField(default=dict)

    class Meta(AbstractUser.Meta):
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_an_address")]
        indexes = [GinIndex(fields=["preferences"], name="person_preferences")]


class Profile(models.Model):
    person = models.OneToOneField(Person, models.CASCADE, primary_key=True)
    portrait = models.BinaryField()
    last_seen_at = models.GenericIPAddressField(null=True)
    online = models.DurationField(default=0)
