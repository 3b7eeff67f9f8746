using System.Data.Common;
using System.Text.Json.Nodes;
using Gateway.Core.Ids;
using Gateway.Core.Scim.Resources;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities;

/// <summary>A user as it stands in the database.</summary>
/// <param name="Document">The SCIM attributes as JSON, with <c>schemas</c>, without <c>id</c> and <c>meta</c>.</param>
/// <param name="Version">Changes with every change of the user; its ETag.</param>
public sealed record StoredUser(UserId Id, string Document, VersionId Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal const string Columns = "r.id, r.document, r.version, r.created_at, r.updated_at";

    public ScimUser ToScim() => new((JsonObject)JsonNode.Parse(Document)!);

    internal static StoredUser Read(DbDataReader reader) => new(
        reader.GetId<UserId>(0), reader.GetString(1), reader.GetId<VersionId>(2), reader.GetInstant(3), reader.GetInstant(4));
}
