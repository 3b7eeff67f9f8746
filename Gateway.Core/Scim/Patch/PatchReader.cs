using Gateway.Core.Scim.Errors;

namespace Gateway.Core.Scim.Patch;

/// <summary>Reads the body of a PATCH. RFC 7644 §3.5.2.</summary>
public static class PatchReader
{
    public const int MaxOperations = 1000;

    /// <summary>The operations in order. Values stay in the body's bytes until they are applied.</summary>
    public static ScimResult<IReadOnlyList<PatchOperation>> Read(ReadOnlyMemory<byte> json) => throw new NotImplementedException();
}
