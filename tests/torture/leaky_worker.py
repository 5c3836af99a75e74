"""A worker that tells others what became ready as `leaky` does; an app for Celery's `-A`."""

import os
import random
from dataclasses import replace

from tests.torture.leaky import Leaky
from workers import tasks

tasks.house = replace(tasks.house, queue=Leaky(tasks.house.queue, random.Random(os.getpid())))
celery = tasks.celery
