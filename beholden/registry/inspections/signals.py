"""What other rooms hear of."""

from django.dispatch import Signal

# sent once, after the transaction that closed it is kept: inspection=Inspection
inspection_closed = Signal()
