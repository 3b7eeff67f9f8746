using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Patch;

/// <summary>Applies a PATCH to a user: every operation in order, or none. RFC 7644 §3.5.2.</summary>
public static class UserPatch
{
    /// <summary>The user afterwards, equal to <paramref name="before"/> if nothing changes; or the refusal of the first operation that cannot be.
    /// A filter that selects nothing: replace is noTarget, add makes the element if the filter only says what it equals, remove does nothing.</summary>
    public static ScimResult<ScimUser> Apply(ScimUser before, IReadOnlyList<PatchOperation> operations)
    {
        var attributes = AttributePatch.Apply(before.Attributes, operations, ResourceType.User);
        return attributes.Succeeded ? new ScimUser(attributes.Value) : attributes.Error;
    }
}
