from django.db import migrations


def first_room(apps, _):
    apps.get_model("school", "Room").objects.create(name="Salle d'étude", seats=30)


class Migration(migrations.Migration):
    dependencies = [("school", "0001_initial")]
    operations = [
        migrations.RunSQL(
            """
            create function note_change() returns trigger language plpgsql as $$
            begin
                insert into school_change(mark, before, after)
                values (new.id, case when tg_op = 'UPDATE' then old.points end, new.points);
                return new;
            end $$;
            create trigger note_change after insert or update of points on school_mark
            for each row execute function note_change();
            """,
            "drop function note_change() cascade",
        ),
        migrations.RunPython(first_room, migrations.RunPython.noop),
    ]
