using System.Text.Json.Nodes;

namespace Gateway.Core.Scim.Patch;

/// <summary>RFC 7644 §3.5.2.</summary>
public enum PatchVerb
{
    Add,
    Replace,
    Remove,
}

/// <summary>One operation of a PATCH. RFC 7644 §3.5.2.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Path">As it was sent; null if absent or empty.</param>
/// <param name="Value">The value's JSON, well-formed and within the bounds of <see cref="Resources.JsonReading"/>; empty if absent. It may be a
/// slice of the request's body, which must stay as it is while the operation is in use.</param>
public sealed record PatchOperation(PatchVerb Verb, string? Path, ReadOnlyMemory<byte> Value)
{
    /// <summary>An operation that did not come as JSON.</summary>
    public static PatchOperation Of(PatchVerb verb, string? path, JsonNode? value) => throw new NotImplementedException();
}
