import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    _inherit = "res.partner"

    invoice_number = fields.Char(help="T and 13 digits, as the tax office registered the company")

    @api.constrains("invoice_number")
    def _check_invoice_number(self):
        for partner in self:
            if partner.invoice_number and not re.fullmatch(r"T\d{13}", partner.invoice_number):
                raise ValidationError("An invoice registration number is T and 13 digits.")
