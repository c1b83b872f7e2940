"""Places, homes and people, and what the database itself promises about them.

Reference tables (small, read everywhere): divisions, subdistricts, neighbourhoods, grids, estates, organisations.
Scoped tables (rows belong to one estate): everything else. Periods are `daterange`s "[from, to)": the last day is
the day before `to`. Every constraint is named as the sentence it holds.

One file per subject; this is the door to all of them.
"""

from .management_models import ManagementTenure as ManagementTenure
from .management_models import UnmanagedFact as UnmanagedFact
from .model_parts import DateRange as DateRange
from .model_parts import Reference as Reference
from .model_parts import ReferenceKey as ReferenceKey
from .people_models import Guardianship as Guardianship
from .people_models import Ownership as Ownership
from .people_models import OwnershipMember as OwnershipMember
from .people_models import Party as Party
from .place_models import Division as Division
from .place_models import DivisionSuccession as DivisionSuccession
from .place_models import Estate as Estate
from .place_models import Grid as Grid
from .place_models import Neighbourhood as Neighbourhood
from .place_models import Organisation as Organisation
from .place_models import Subdistrict as Subdistrict
from .roster_models import RosterFile as RosterFile
from .roster_models import RosterImport as RosterImport
from .roster_models import RosterItem as RosterItem
from .roster_models import RosterProgress as RosterProgress
from .roster_models import RosterState as RosterState
from .unit_models import Building as Building
from .unit_models import Entrance as Entrance
from .unit_models import Lift as Lift
from .unit_models import Unit as Unit
from .unit_models import UnitCorrection as UnitCorrection
from .unit_models import UnitLineage as UnitLineage
