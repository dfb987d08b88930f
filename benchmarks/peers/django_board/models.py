"""Its models."""

from django.db import models


class PriorityField(models.CharField):
    """A type of the database, which Django's own fields do not know."""

    def db_type(self, connection):
        return "priority"


class Tag(models.Model):
    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=50)
    user_id = models.IntegerField()

    class Meta:
        db_table = "tags"


class Task(models.Model):
    id = models.AutoField(primary_key=True)
    title = models.CharField(max_length=200)
    description = models.CharField(max_length=2000, null=True)
    completed = models.BooleanField(default=False)
    priority = PriorityField(max_length=6)
    due_date = models.DateTimeField(null=True)
    user_id = models.IntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True)
    tags = models.ManyToManyField(Tag, db_table="task_tags")

    class Meta:
        db_table = "tasks"
