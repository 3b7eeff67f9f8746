namespace Gateway.Simulator.Management;

/// <summary>A directory that the gateway has made for this run.</summary>
/// <param name="ScimBaseUrl">What an administrator would paste into Okta.</param>
/// <param name="ScimToken">Shown once.</param>
internal sealed record ConnectedDirectory(string Id, string Name, Uri ScimBaseUrl, string ScimToken);
