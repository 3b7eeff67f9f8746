namespace Gateway.Core.Scim.Resources;

/// <summary>A group as a POST or PUT sends it.</summary>
/// <param name="Group">Its attributes.</param>
/// <param name="Members">The members' values, each once, in order; null if the key is absent (okta.md OV-62).</param>
public sealed record GroupBody(ScimGroup Group, IReadOnlyList<string>? Members);
