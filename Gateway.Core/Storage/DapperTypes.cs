using System.Data;
using Dapper;
using Gateway.Core.Ids;
using Npgsql;

namespace Gateway.Core.Storage;

/// <summary>Teaches Dapper what <see cref="Parameters"/> and <see cref="Reading"/> know. Row types are records with <c>init</c> properties:
/// SQLite has fewer types than a constructor could name.</summary>
internal static class DapperTypes
{
    private static readonly Lock Once = new();
    private static bool registered;

    public static void Register()
    {
        lock (Once)
        {
            if (registered)
            {
                return;
            }

            DefaultTypeMap.MatchNamesWithUnderscores = true;
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
            SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
            SqlMapper.AddTypeHandler(new InstantHandler());
            SqlMapper.AddTypeHandler(new IdHandler<DirectoryId>());
            SqlMapper.AddTypeHandler(new IdHandler<TokenId>());
            SqlMapper.AddTypeHandler(new IdHandler<UserId>());
            SqlMapper.AddTypeHandler(new IdHandler<GroupId>());
            SqlMapper.AddTypeHandler(new IdHandler<SubscriberId>());
            SqlMapper.AddTypeHandler(new IdHandler<SecretId>());
            SqlMapper.AddTypeHandler(new IdHandler<RequestId>());
            SqlMapper.AddTypeHandler(new IdHandler<RunId>());
            SqlMapper.AddTypeHandler(new IdHandler<WorkerId>());
            SqlMapper.AddTypeHandler(new IdHandler<ApiKeyId>());
            SqlMapper.AddTypeHandler(new IdHandler<VersionId>());
            registered = true;
        }
    }

    private sealed class IdHandler<TId> : SqlMapper.TypeHandler<TId> where TId : struct, ITypedId<TId>
    {
        public override void SetValue(IDbDataParameter parameter, TId value) =>
            parameter.Value = parameter is NpgsqlParameter ? value.Value : value.ToString();

        public override TId Parse(object value) => value is Guid guid ? TId.From(guid) : TypedId.Parse<TId>((string)value);
    }

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) =>
            parameter.Value = parameter is NpgsqlParameter ? value.UtcDateTime : Instants.ToMicroseconds(value);

        public override DateTimeOffset Parse(object value) =>
            value is DateTime moment ? new DateTimeOffset(moment, TimeSpan.Zero) : Instants.FromMicroseconds((long)value);
    }
}
