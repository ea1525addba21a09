from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("library", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            create materialized view library_popularity as
            select b.id as book_id, count(l.id)::int as loans
            from library_book b left join library_loan l on l.book_id = b.id group by b.id;
            create unique index on library_popularity(book_id);
            """,
            "drop materialized view library_popularity",
        ),
        AddIndexConcurrently("author", models.Index(fields=["name"], name="author_name")),
    ]
