namespace Gateway.Tests.Harness;

/// <summary>A group that was created over SCIM.</summary>
public sealed record TestGroup(string Id, string DisplayName);
