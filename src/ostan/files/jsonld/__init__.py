"""A Country as linked data, in the terms of W3C ORG and EU CPOV 2.1.1, and back.

Every row is a resource `urn:ostan:TABLE:ID`, and every cell one statement; an empty cell is no
statement.  Where ORG, CPOV, ELI, SKOS or Dublin Core has a term that means the column, it is used
(see `ostan.files.jsonld.terms`); everything else stands under `urn:ostan:term:`, a name space of ours
that is a name and no address.  The reader goes by statements and never by the layout of a file: it
takes JSON-LD compacted, expanded or flattened with its context inside, and N-Quads in any order.

Why a reader of our own: an RDF library would be a heavy dependency of every installation for a
format few use, and would fetch remote contexts; what has to be understood is one page of the
standard (`ostan.files.triples`).  The tests hold it against such a library in both directions.

Choices that a reader of the data should know:

- units and councils are `cv:PublicOrganisation`, since they are public bodies by law; units of a
  ministry are `org:OrganizationalUnit` too, councils `org:FormalOrganization`;
- a seat is an `org:Membership` of the council (`org:organization`) in a role (`org:role`).  The
  post that holds it stands under `holder` of ours, since `org:member` takes an agent and a post is
  none: the membership is of whoever holds the post;
- CPOV ties a legal ground to a body through the event it came from: the founding act of a unit or
  council is `org:resultedFrom` an `org:ChangeEvent` with `cv:hasFormalFramework`;
- whole numbers are written as text with their type, because JSON readers lose digits beyond 2^53.

Sources: The Organization Ontology (W3C, 16 January 2014); Core Public Organisation Vocabulary 2.1.1
(European Union, SEMIC); ELI ontology 1.x; Core Public Service Vocabulary; RFC 8141 for the names.
"""

from __future__ import annotations

from ostan.files.jsonld.reading import folded, loads, read
from ostan.files.jsonld.writing import dumps, write

__all__ = ["dumps", "folded", "loads", "read", "write"]
