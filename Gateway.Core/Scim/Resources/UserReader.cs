using System.Text.Json.Nodes;
using Gateway.Core.Scim.Errors;

namespace Gateway.Core.Scim.Resources;

/// <summary>Reads the user of a POST or PUT body: malformed JSON is invalidSyntax, a wrong or missing value invalidValue.</summary>
public static class UserReader
{
    /// <summary>A new user; active unless it says otherwise.</summary>
    public static ScimResult<ScimUser> Read(ReadOnlyMemory<byte> json)
    {
        var body = JsonReading.ReadObject(json);
        return body.Succeeded ? Read(body.Value) : body.Error;
    }

    /// <summary>From an object that was parsed elsewhere; it is left as it is.</summary>
    public static ScimResult<ScimUser> Read(JsonObject json) => Read(json, active: true);

    /// <summary>What a user becomes by a PUT. Where the body does not speak of <c>active</c>, the user stays as active as it was: silence
    /// neither reactivates nor deactivates anybody.</summary>
    public static ScimResult<Func<ScimUser, ScimResult<ScimUser>>> ReadReplacement(ReadOnlyMemory<byte> json)
    {
        var body = JsonReading.ReadObject(json);
        if (!body.Succeeded)
        {
            return body.Error;
        }

        return (Func<ScimUser, ScimResult<ScimUser>>)(before => Read(body.Value, before.Active));
    }

    private static ScimResult<ScimUser> Read(JsonObject json, bool active)
    {
        var attributes = Canonicalizer.Resource(json, ResourceType.User, active);
        return attributes.Succeeded ? new ScimUser(attributes.Value) : attributes.Error;
    }
}
