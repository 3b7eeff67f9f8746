using System.Data.Common;
using System.Text.Json.Nodes;
using Gateway.Core.Ids;
using Gateway.Core.Scim.Resources;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities;

/// <summary>A group as it stands in the database, without its members.</summary>
/// <param name="Document">The SCIM attributes as JSON, with <c>schemas</c>, without <c>id</c>, <c>meta</c> and <c>members</c>.</param>
/// <param name="Version">Changes with every change of the group or of its members; its ETag.</param>
public sealed record StoredGroup(GroupId Id, string Document, VersionId Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int MemberCount)
{
    internal const string Columns = "r.id, r.document, r.version, r.created_at, r.updated_at, r.member_count";

    public ScimGroup ToScim() => new((JsonObject)JsonNode.Parse(Document)!);

    internal static StoredGroup Read(DbDataReader reader) => new(
        reader.GetId<GroupId>(0), reader.GetString(1), reader.GetId<VersionId>(2), reader.GetInstant(3), reader.GetInstant(4), reader.GetInt32(5));
}
