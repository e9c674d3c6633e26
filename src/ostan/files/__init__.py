"""A Country to and from disk. Hostile files stop here.

Bytes become raw sheets (`xlsx`, `csvs`, `parquet`), raw sheets typed tables (`cells`), tables a
Source (`source`); on the way out texts are guarded against formula injection (`escape`).
"""
