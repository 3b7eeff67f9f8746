using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Patch;

/// <summary>A PATCH of a group in two parts: its attributes, applied in memory, and its members, whom nobody loads to change them.</summary>
public static class GroupPatch
{
    /// <summary>Both parts, each in order. What is not supported is refused (okta.md OV-75), never ignored.</summary>
    public static ScimResult<GroupChange> Compile(IReadOnlyList<PatchOperation> operations) => throw new NotImplementedException();

    /// <summary>Applies <see cref="GroupChange.Attributes"/>.</summary>
    public static ScimResult<ScimGroup> Apply(ScimGroup before, IReadOnlyList<PatchOperation> attributeOperations) => throw new NotImplementedException();
}
