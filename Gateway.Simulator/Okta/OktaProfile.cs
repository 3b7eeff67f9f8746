namespace Gateway.Simulator.Okta;

/// <summary>The mapped attributes of one app user, as Okta holds them.</summary>
internal sealed record OktaProfile(string UserName, string GivenName, string FamilyName, string Email, string DisplayName, string Locale);
