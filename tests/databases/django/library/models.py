"""Books: many to many, texts that are searched, ranges that must not overlap."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=120, db_collation="und-x-icu")
    friends = models.ManyToManyField("self")

    class Meta:
        indexes = [models.Index(fields=["name"], name="author_name")]


class Tag(models.Model):
    word = models.SlugField()
    content_type = models.ForeignKey(ContentType, models.CASCADE)
    object_id = models.PositiveBigIntegerField()
    of = GenericForeignKey()

    class Meta:
        indexes = [models.Index(fields=["content_type", "object_id"])]


class Book(models.Model):
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    isbn = models.CharField(max_length=13, unique=True, null=True)
    authors = models.ManyToManyField(Author, through="Contribution")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, related_name="followed_by")
    keywords = ArrayField(ArrayField(models.CharField(max_length=20)), default=list)
    details = models.JSONField(default=dict)
    price = models.DecimalField(max_digits=8, decimal_places=2)
    taxed = models.GeneratedField(
        expression=models.F("price") * 1.055,
        output_field=models.DecimalField(max_digits=12, decimal_places=5),
        db_persist=True,
    )
    found_by = models.GeneratedField(
        expression=SearchVector("title", "text", config="french"), output_field=SearchVectorField(), db_persist=True
    )
    tags = GenericRelation(Tag)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gte=0), name="no_book_pays_its_reader"),
            models.CheckConstraint(
                condition=models.Q(isbn__isnull=True) | models.Q(isbn__regex=r"^[0-9]{13}$"), name="isbn_has_13_digits"
            ),
        ]
        indexes = [
            GinIndex(fields=["found_by"], name="book_found_by"),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="book_title_like"),
            models.Index(fields=["-price"], include=["title"], condition=models.Q(price__gt=10), name="dear_books"),
        ]


class Contribution(models.Model):
    book = models.ForeignKey(Book, models.CASCADE)
    author = models.ForeignKey(Author, models.PROTECT)
    role = models.CharField(max_length=1, choices=[("w", "written"), ("d", "drawn")], db_default="w")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["book", "rank"], name="one_author_a_rank", deferrable=models.Deferrable.DEFERRED
            )
        ]


class Loan(models.Model):
    book = models.ForeignKey(Book, models.CASCADE)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    days = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_book_is_lent_once",
                expressions=[("book", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
            )
        ]


class Popularity(models.Model):
    """A materialized view, which a migration makes."""

    book = models.OneToOneField(Book, models.DO_NOTHING, primary_key=True)
    loans = models.IntegerField()

    class Meta:
        managed = False
        db_table = "library_popularity"
