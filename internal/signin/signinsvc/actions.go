package signinsvc

import "tuzjol/internal/access"

// ManageAccounts is the right of administrators over other people's accounts.
const ManageAccounts = access.ManageAccounts
