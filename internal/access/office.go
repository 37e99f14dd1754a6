package access

import "tuzjol/internal/kernel/id"

// TopOffice is the identifier of headquarters: a post there covers the whole service.
const TopOffice id.Office = "hq"
