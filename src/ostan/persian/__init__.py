"""Persian text: letters, folded keys, sort keys, half-spaces, names, digits, Jalali dates.

Everything here is pure: no file is written, no state is kept, nothing above this folder is
imported.  The text a person typed is never overwritten: `letters.display` and
`halfspace.suggest` give a form to show, `keys.fold` a key to look up.
"""
