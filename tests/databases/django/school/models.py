"""Pupils and their marks: inherited tables, and what the database itself computes and watches."""

from django.conf import settings
from django.db import models


class Place(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        unique_together = [["name"]]


class Room(Place):
    seats = models.PositiveSmallIntegerField()


class Course(models.Model):
    title = models.CharField(max_length=80)
    room = models.ForeignKey(Room, models.RESTRICT)
    starts = models.TimeField()
    pupils = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="courses")


class Mark(models.Model):
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    course = models.ForeignKey(Course, models.CASCADE)
    points = models.FloatField()
    given = models.DateTimeField()

    class Meta:
        get_latest_by = "given"
        permissions = [("give_mark", "Can give a mark")]
        constraints = [models.CheckConstraint(condition=models.Q(points__range=(0, 20)), name="of_twenty")]


class Change(models.Model):
    """Written by a trigger on the marks, which a migration makes."""

    id = models.BigAutoField(primary_key=True)
    mark = models.BigIntegerField()
    before = models.FloatField(null=True)
    after = models.FloatField()
