import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    invoice_number = fields.Char(help="T and 13 digits as the tax office registered the company")

    @api.constrains("invoice_number")
    def _check_invoice_number(self):
        for partner in self:
            number = (partner.invoice_number or "").strip()
            if number and not re.fullmatch(r"T\d{13}", number):
                raise ValidationError("An invoice registration number is T and 13 digits.")
