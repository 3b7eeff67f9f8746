namespace Gateway.Simulator.Okta;

/// <summary>The mapped attributes of one app user, as Okta holds them.</summary>
/// <param name="Department">The one attribute here that is mapped into an extension, <c>urn:ietf:params:scim:schemas:extension:enterprise:2.0:User</c>.</param>
internal sealed record OktaProfile(string UserName, string GivenName, string FamilyName, string Email, string DisplayName, string Locale, string Department);
