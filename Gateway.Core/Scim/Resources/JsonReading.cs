using System.Text.Json.Nodes;
using Gateway.Core.Scim.Errors;

namespace Gateway.Core.Scim.Resources;

/// <summary>Reads JSON from outside within bounds: depth 32, text of 64 KiB, no NUL, no lone surrogates, no key twice in one object (whatever
/// its case, for SCIM's attribute names have none), no number outside double.</summary>
public static class JsonReading
{
    public const int MaxDepth = 32;

    /// <summary>In bytes of UTF-8.</summary>
    public const int MaxTextBytes = 64 * 1024;

    /// <summary>A body that must be an object.</summary>
    public static ScimResult<JsonObject> ReadObject(ReadOnlyMemory<byte> json) => throw new NotImplementedException();
}
