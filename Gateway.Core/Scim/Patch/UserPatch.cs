using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;

namespace Gateway.Core.Scim.Patch;

/// <summary>Applies a PATCH to a user: every operation in order, or none. RFC 7644 §3.5.2.</summary>
public static class UserPatch
{
    public static ScimResult<ScimUser> Apply(ScimUser before, IReadOnlyList<PatchOperation> operations) => throw new NotImplementedException();
}
