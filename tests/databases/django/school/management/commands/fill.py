"""Rows by chance with a fixed seed, made by the models as an application makes them."""

import datetime
import random
import uuid

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.flatpages.models import FlatPage
from django.contrib.redirects.models import Redirect
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.contrib.sites.models import Site
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.models import Person, Profile
from library.models import Author, Book, Contribution, Loan, Tag
from school.models import Course, Mark, Place, Room

SEED = 1286990112
WORDS = "école d'été naïve forêt Ægir 猫 \\N tab\tulation ligne\nsuivante \"guillemets\" 🎓 c:\\temp \\. $$".split(" ")


class Command(BaseCommand):
    @transaction.atomic
    def handle(self, **_):
        chance = random.Random(SEED)
        people = self.people(chance)
        books = self.books(chance)
        self.loans(chance, books, people)
        self.school(chance, people)
        self.contrib(chance, people, books)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
            cursor.execute("refresh materialized view library_popularity")

    def words(self, chance, count):
        return " ".join(chance.choice(WORDS) for _ in range(count))

    def people(self, chance):
        people = [
            Person(
                username=f"élève{i}",
                email=f"Eleve{i}@école.example",
                key=uuid.UUID(int=chance.getrandbits(128), version=4),
                born=datetime.date(2010, 2, 28) + datetime.timedelta(i),
                preferences={"langue": "fr", "thème": None if i % 2 else self.words(chance, 1)},
                password=f"md5${i}$x",
            )
            for i in range(300)
        ]
        people = Person.objects.bulk_create(people)
        Profile.objects.bulk_create(
            Profile(
                person=p,
                portrait=chance.randbytes(200),
                last_seen_at=("192.0.2.7", "2001:db8::7")[i % 2],
                online=datetime.timedelta(days=i, microseconds=i),
            )
            for i, p in enumerate(people)
        )
        return people

    def books(self, chance):
        authors = Author.objects.bulk_create(Author(name=f"{self.words(chance, 2)} {i}") for i in range(60))
        for author in authors[:20]:
            author.friends.add(*chance.sample(authors, 3))
        books = Book.objects.bulk_create(
            Book(
                title=self.words(chance, 4)[:200],
                text=self.words(chance, 150),
                isbn=None if i % 5 == 0 else f"978{i:010}",
                keywords=[[self.words(chance, 1), "x"]] if i % 3 else [],
                details={"pages": i, "notes": [None, 1.5, self.words(chance, 3)]},
                price=chance.randint(0, 9999999) / 100,
            )
            for i in range(600)
        )
        for i, book in enumerate(books[1:200]):
            book.follows = books[i]
        Book.objects.bulk_update(books[1:200], ["follows"])
        Contribution.objects.bulk_create(
            Contribution(book=book, author=author, role=chance.choice("wd"), rank=rank)
            for book in books
            for rank, author in enumerate(chance.sample(authors, 2))
        )
        for book in books[:100]:
            Tag.objects.create(word=f"mot-{book.pk % 7}", of=book)
        return books

    def loans(self, chance, books, people):
        first = datetime.date(2026, 1, 1)
        Loan.objects.bulk_create(
            Loan(book=book, reader=chance.choice(people), days=DateRange(first + datetime.timedelta(20 * k), last))
            for book in books
            for k in range(3)
            for last in [first + datetime.timedelta(20 * k + 10) if k < 2 else None]
        )

    def school(self, chance, people):
        rooms = [Room.objects.create(name=f"Salle {i}", seats=20 + i) for i in range(10)]
        Place.objects.create(name="Cour")
        courses = [
            Course.objects.create(title=self.words(chance, 2), room=chance.choice(rooms), starts=datetime.time(8 + i % 9, 30))
            for i in range(20)
        ]
        zone = datetime.timezone(datetime.timedelta(hours=2))
        for course in courses:
            course.pupils.set(chance.sample(people, 25))
            Mark.objects.bulk_create(
                Mark(
                    pupil=p,
                    course=course,
                    points=chance.random() * 20,
                    given=datetime.datetime(2026, 3, 29, 1, 59, 59, chance.randrange(10**6), zone),
                )
                for p in course.pupils.all()
            )
        Mark.objects.filter(points__lt=5).update(points=5)

    def contrib(self, chance, people, books):
        group = Group.objects.create(name="Enseignants")
        group.permissions.set(Permission.objects.filter(codename__startswith="add"))
        people[0].groups.add(group)
        people[1].user_permissions.set(Permission.objects.filter(codename="give_mark"))
        site = Site.objects.get()
        page = FlatPage.objects.create(url="/à-propos/", title="À propos", content=self.words(chance, 50))
        page.sites.add(site)
        Redirect.objects.create(site=site, old_path="/vieux/", new_path="/neuf/")
        for person in people[:30]:
            cart = {"cart": [b.pk for b in chance.sample(books, 3)]}
            Session.objects.create(
                session_key=f"{person.pk:032}",
                session_data=SessionStore().encode(cart),
                expire_date=datetime.datetime(2199, 12, 31, tzinfo=datetime.timezone.utc),
            )
        kind = ContentType.objects.get_for_model(Book)
        LogEntry.objects.bulk_create(
            LogEntry(user=people[0], content_type=kind, object_id=b.pk, object_repr=str(b.pk), action_flag=ADDITION)
            for b in books[:50]
        )
