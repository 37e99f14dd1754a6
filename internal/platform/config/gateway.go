package config

// gatewayOptions say how words leave the house.
func gatewayOptions() []Option {
	return []Option{
		{
			Env: "TUZJOL_GATEWAY_URL", Default: "", Doc: "where SMS and e-mail are posted as JSON; empty writes them into the folder outbox of the data folder",
			set: webURL(func(c *Config) *string { return &c.GatewayURL }),
		},
		{
			Env: "TUZJOL_GATEWAY_TOKEN", Default: "", Doc: "bearer token of that gateway", Secret: true,
			set: text(func(c *Config) *string { return &c.GatewayToken }),
		},
		{
			Env: "TUZJOL_GATEWAY_REFERENCE", Default: "false", Doc: "true when the gateway tells by our reference that it has a message already: an unknown result is then tried again without a person",
			set: flag(func(c *Config) *bool { return &c.GatewayReference }),
		},
		{
			Env: "TUZJOL_GATEWAY_RECEIPTS", Default: "", Doc: "where that gateway is asked what became of a message, by GET with reference and id; empty asks nobody",
			set: webURL(func(c *Config) *string { return &c.GatewayReceipts }),
		},
	}
}
