namespace Gateway.Tests.Harness;

/// <summary>A directory that the gateway under test created, and Okta's end of it.</summary>
public sealed record TestDirectory(string Id, string Name, OktaClient Okta);
