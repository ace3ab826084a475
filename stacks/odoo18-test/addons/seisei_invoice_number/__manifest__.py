{
    "name": "Invoice registration number",
    "version": "18.0.1.3.0",
    "category": "Accounting",
    "license": "LGPL-3",
    "depends": ["account"],
    "data": [],
    "installable": True,
}
