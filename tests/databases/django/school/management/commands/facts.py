"""What the project finds in its database, a line a fact: the same before a backup and after a restore."""

import datetime

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.postgres.search import SearchQuery, TrigramSimilarity
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.models import Avg, Count, Max, Min, Q, Sum
from django.db.models.functions import ExtractHour, Length, Lower
from django.db.utils import IntegrityError

from accounts.models import Person, Profile
from library.models import Author, Book, Contribution, Loan, Popularity
from school.models import Change, Course, Mark, Room


class Command(BaseCommand):
    def handle(self, **_):
        for model in sorted(apps.get_models(include_auto_created=True), key=lambda m: m._meta.db_table):
            self.say(f"rows of {model._meta.db_table}", model.objects.count())
        self.sums()
        self.queries()
        self.what_the_database_does()

    def say(self, fact, value):
        self.stdout.write(f"{fact}: {value!r}")

    def sums(self):
        self.say("prices", Book.objects.aggregate(Sum("price"), Sum("taxed"), Min("price"), Max("price")))
        self.say("points", Mark.objects.aggregate(Sum("points"), Avg("points"), Max("given")))
        self.say("letters", Book.objects.aggregate(n=Sum(Length("text"))))
        self.say("time online", Profile.objects.aggregate(Sum("online")))
        self.say("portraits", sum(sum(bytes(p)) for p in Profile.objects.values_list("portrait", flat=True)))

    def queries(self):
        self.say("found", sorted(Book.objects.filter(found_by=SearchQuery("forêt", config="french")).values_list("pk", flat=True))[-20:])
        similar = Book.objects.annotate(s=TrigramSimilarity("title", "école naïve")).filter(s__gt=0.3)
        self.say("similar", list(similar.order_by("-s", "pk").values_list("pk", "s")[:10]))
        self.say("in the details", Book.objects.filter(details__notes__1=1.5, details__pages__gt=300).count())
        self.say("keywords", Book.objects.filter(keywords__len=1).count())
        self.say("preferences", Person.objects.filter(preferences__langue="fr").exclude(preferences__thème=None).count())
        self.say("lent", Loan.objects.filter(days__contains=datetime.date(2026, 1, 5)).count())
        self.say("ICU's order", list(Author.objects.order_by("name").values_list("pk", flat=True)))
        self.say("friends", list(Author.objects.annotate(n=Count("friends")).order_by("-n", "pk").values_list("pk", "n")[:10]))
        self.say("drawn", Book.objects.filter(contribution__role="d").distinct().count())
        self.say("first of each", list(Contribution.objects.filter(rank=0).order_by("book")[:5].values_list("author__name", "role")))
        self.say("follows", Book.objects.filter(follows__follows__follows__isnull=False).count())
        self.say("tagged", list(Book.objects.filter(tags__word="mot-3").order_by("pk").values_list("pk", flat=True)))
        self.say("popular", list(Popularity.objects.order_by("-loans", "book").values_list("book__title", "loans")[:5]))
        self.say("by hour", list(Mark.objects.annotate(h=ExtractHour("given")).values("h").annotate(n=Count("pk")).order_by("h")))
        courses = Course.objects.annotate(good=Avg("mark__points", filter=Q(mark__points__gt=10))).order_by("pk")
        self.say("courses", list(courses.values_list("room__name", "room__seats", "starts", "good")))
        self.say("rooms", list(Room.objects.order_by("name").values_list("name", "seats")))
        self.say("changes", Change.objects.filter(before__lt=5, after=5).count())
        self.say("may", sorted(Person.objects.get(username="élève0").get_all_permissions()))
        self.say("of its own", list(Permission.objects.filter(codename="give_mark").values_list("content_type__app_label", flat=True)))
        first = Person.objects.order_by("pk").first()
        self.say("session", SessionStore(session_key=f"{first.pk:032}")["cart"])
        self.say("the address", Person.objects.annotate(e=Lower("email")).get(e="eleve7@école.example").username)

    def what_the_database_does(self):
        """Its rules and its sequences are as they were. What is tried here is taken back."""
        connection.set_autocommit(False)
        book = Book.objects.order_by("pk").first()
        reader = Person.objects.order_by("pk").first()
        for fact, wrong in {
            "negative price": lambda: Book.objects.filter(pk=book.pk).update(price=-1),
            "wrong isbn": lambda: Book.objects.filter(pk=book.pk).update(isbn="x"),
            "lent twice": lambda: Loan.objects.create(book=book, reader=reader, days=(datetime.date(2026, 1, 2), datetime.date(2026, 1, 3))),
            "address twice": lambda: Person.objects.filter(pk=reader.pk).update(email="ELEVE9@école.example"),
            "no such course": lambda: Mark.objects.create(pupil=reader, course_id=-1, points=1, given="2026-01-01T00:00Z"),
        }.items():
            try:
                wrong()
                connection.check_constraints()
                self.say(fact, "accepted")
            except IntegrityError as error:
                self.say(fact, type(error.__cause__ or error).__name__)
            connection.rollback()
        before = Change.objects.count()
        mark = Mark.objects.order_by("pk").last()
        mark.points = 11
        mark.save()
        self.say("noted by the trigger", Change.objects.count() - before)
        # The keys themselves are not the same: what is taken back here has used one up.
        for model, values in ((Author, {"name": "new"}), (Room, {"name": "new", "seats": 1})):
            last = model.objects.aggregate(Max("pk"))["pk__max"]
            self.say(f"{model.__name__} goes on", model.objects.create(**values).pk > last)
        connection.rollback()
        connection.set_autocommit(True)
