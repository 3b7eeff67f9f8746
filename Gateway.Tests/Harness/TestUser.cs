namespace Gateway.Tests.Harness;

/// <summary>A user who was created over SCIM.</summary>
public sealed record TestUser(string Id, string UserName, string? ExternalId);
