from . import qr_table
