import secrets

from odoo import fields, models


class QrTable(models.Model):
    _name = "seisei.qr.table"
    _description = "Table with a QR code that opens its menu"

    name = fields.Char(required=True)
    token = fields.Char(required=True, copy=False, default=lambda self: secrets.token_urlsafe(16))
    active = fields.Boolean(default=True)

    def menu_path(self):
        self.ensure_one()
        return f"/qr_ordering/{self.token}"
