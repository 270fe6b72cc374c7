"""The public face: what ``import leaflets`` gives to other programs, and to our own commands.

It builds wishes of what is asked for in plain words and hands them to the door (``admission``) and
the recipe (``making``); no rule about leaflets stands here. Its names are those in
``leaflets/__init__.py``, which loads a module of this room when one of its names is used.
"""
