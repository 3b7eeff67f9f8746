using System.Globalization;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Core.Identities.Filtering;
using Gateway.Core.Ids;
using Gateway.Core.Scim;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Filters;
using Gateway.Core.Scim.Resources;
using Gateway.Core.Storage;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Scim;

/// <summary>The same filters over the same people: SQLite, PostgreSQL and the evaluator in memory must agree.</summary>
public sealed class FilterSqlTests
{
    private static readonly DirectoryId Directory = DirectoryId.New();
    private static readonly GroupId Engineers = GroupId.New();
    private static readonly GroupId Empty = GroupId.New();
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Bodies =
    [
        "{'userName':'jane@x.com','externalId':'00uJ','name':{'givenName':'Jane','familyName':'Doe'},'emails':[{'value':'Jane@X.com','type':'work','primary':true},{'value':'jane@home.org','type':'home'}],'displayName':'Jane Doe','title':'VP'}",
        "{'userName':'JOSÉ','externalId':'00uj','name':{'givenName':'José'},'active':false,'title':'vp'}",
        "{'userName':'jose','emails':[{'value':'JOSE@x.com','type':'WORK'}],'displayName':'Zoë'}",
        "{'userName':'straße','name':{'familyName':'Groß'},'emails':[{'value':'a@b','primary':false}],'title':'V'}",
        "{'userName':'strasse','title':'','displayName':'😀 smile'}",
        "{'userName':'\uFFFD-last','displayName':'\uE000 private'}",
        "{'userName':'quote\\\"d','title':'100%','displayName':'a_b*c?[d]'}",
        "{'userName':'back\\\\slash','title':'\\\\','displayName':'line\\nbreak'}",
        "{'userName':'true','title':'null','displayName':'5','active':'False'}",
        "{'userName':'roles1','roles':[{'value':'admin','type':'base','primary':true},{'value':'User','type':'extra'}]}",
        "{'userName':'roles2','roles':[{'value':'Admin','type':'extra'},{'value':'user','type':'base'}]}",
        "{'userName':'roles3','roles':[{'type':'base'},{'value':'admin','display':'Admin'}]}",
        "{'userName':'photos','photos':[{'value':'https://X/p.png','type':'photo'},{'value':'https://x/P.png','type':'thumbnail'}]}",
        "{'userName':'photos2','photos':[{'value':'https://x/p.png','type':'thumbnail'}]}",
        "{'userName':'address','addresses':[{'locality':'Zürich','country':'CH'},{'locality':'Bern','primary':true}]}",
        "{'userName':'ent1','urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'department':'R&D','manager':{'value':'M1','displayName':'Ada'}}}",
        "{'userName':'ent2','urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'department':'r&d','manager':'m1'}}",
        "{'userName':'ent3','urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'costCenter':'7'}}",
        "{'userName':'acme1','urn:acme:2.0:User':{'color':'Red','size':42,'nested':{'part':'P'},'list':['a','B',3]}}",
        "{'userName':'acme2','urn:acme:2.0:User':{'color':'red','size':42.0,'nested':{'part':5,'other':true},'list':[{'part':'a'},{'part':'p','other':'x'}]}}",
        "{'userName':'acme3','URN:ACME:2.0:USER':{'Color':5,'SIZE':'42','nested':[{'part':'p'},{'other':'P'}],'list':true}}",
        "{'userName':'acme4','urn:acme:2.0:User':{'color':true,'size':-7,'nested':'p','list':[[1,2],['a']]}}",
        "{'userName':'acme5','urn:acme:2.0:User':{'color':false,'size':1e300,'nested':{'part':['P']},'list':{'part':'a'}}}",
        "{'userName':'acme6','urn:acme:2.0:User':{'size':9007199254740993,'list':[true,1e-7]}}",
        "{'userName':'dotted','urn.acme':{'color':'red'},'color':'red'}",
        "{'userName':'İstanbul','displayName':'ıI'}",
        "{'userName':'istanbul','displayName':'H\u0331'}",
        "{'userName':'ẖ','displayName':'ẖ'}",
        "{'userName':'empty'}",
        "{'userName':'zz','active':true,'emails':[{'type':'work','primary':true},{'value':'zz@x.com'}]}",
    ];

    private static readonly string[] Written =
    [
        "userName eq \"JANE@X.COM\"", "userName eq \"josÉ\"", "userName eq \"jose\u0301\"", "userName eq \"STRASSE\"", "userName ne \"jane@x.com\"",
        "externalId eq \"00uJ\"", "externalId eq \"00uj\"", "externalId ne \"00uJ\"", "externalId pr", "externalId sw \"00u\"", "not (externalId sw \"00u\")",
        "id pr", "id eq \"nobody\"", "id ne \"nobody\"", "active eq true", "active eq false", "active ne true", "active pr",
        "emails eq \"JANE@home.org\"", "email eq \"jose@X.com\"", "emails.value eq \"zz@x.com\"", "emails.value ne \"zz@x.com\"", "emails.value co \"@x\"", "emails co \"\"",
        "emails pr", "emails.value pr", "not (emails pr)", "emails[type eq \"work\" and value co \"x.com\"]", "emails[type eq \"work\" and not (value pr)]",
        "emails[primary eq true]", "emails[primary ne true]", "emails.primary eq false", "emails.type eq \"work\" and emails.value ew \".org\"", "emails.type eq null",
        "title eq null", "title ne null", "title pr", "title eq \"VP\"", "title gt \"v\"", "title le \"v\"", "title co \"%\"", "title eq \"\\\\\"", "title ew \"\"", "title eq \"\"", "title ne \"\"",
        "displayName co \"_\"", "displayName co \"*c?[\"", "displayName eq \"5\"", "displayName sw \"😀\"", "displayName gt \"\uE000\"", "displayName lt \"😀\"", "displayName eq \"ẖ\"",
        "name pr", "name.familyName pr", "name.familyName eq \"GROSS\"", "name[givenName sw \"j\"]", "name[not (familyName pr)]", "not (name[familyName pr])",
        "roles[value eq \"admin\" and type eq \"base\"]", "roles.value eq \"ADMIN\" and roles.type eq \"base\"", "roles[value eq \"admin\" and primary eq true]", "roles[display eq null]",
        "photos.value eq \"https://x/p.png\"", "photos[value eq \"https://x/p.png\" and type eq \"THUMBNAIL\"]", "photos[not (value eq \"https://x/p.png\")]", "photos.value co \"P.\"",
        "addresses.locality eq \"ZÜRICH\"", "addresses[locality eq \"bern\" and primary eq true]",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"R&D\"", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq \"M1\"",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"m1\"", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager pr",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager[displayName eq \"ADA\"]",
        "schemas eq \"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"", "schemas co \"acme\"", "schemas pr",
        "urn:acme:2.0:User:color eq \"RED\"", "urn:acme:2.0:User:color eq true", "urn:acme:2.0:User:color eq 5", "urn:acme:2.0:User:color ne false", "urn:acme:2.0:User:color pr",
        "urn:acme:2.0:User:size eq 42", "urn:acme:2.0:User:size gt 0", "urn:acme:2.0:User:size le -7", "urn:acme:2.0:User:size eq \"42\"", "urn:acme:2.0:User:size ge 9007199254740992",
        "urn:acme:2.0:User:nested.part eq \"p\"", "urn:acme:2.0:User:nested.part pr", "urn:acme:2.0:User:nested[part eq \"p\"]", "urn:acme:2.0:User:nested[not (part eq \"p\")]",
        "urn:acme:2.0:User:list eq \"b\"", "urn:acme:2.0:User:list eq 3", "urn:acme:2.0:User:list eq true", "urn:acme:2.0:User:list[part eq \"a\"]", "urn:acme:2.0:User:list.part eq \"P\"",
        "urn:acme:2.0:User:list pr", "urn:acme:2.0:User:list[part pr or other pr]", "urn:none:x eq null", "urn:none:x[y ne 5]",
        "meta.created gt \"2026-11-21T14:00:00Z\"", "meta.created le \"2026-11-21T15:00:00+01:00\"", "meta.lastModified eq \"2026-11-22T12:00:00.000001Z\"", "meta.created ne \"2026-11-21T12:00:00Z\"",
        "meta.resourceType eq \"User\"", "meta.resourceType eq \"user\"", "meta.created pr", "meta[created lt \"2026-11-21T14:00:00Z\" and lastModified pr]",
        "groups pr", "groups.value eq \"nobody\"", "groups.value ne \"nobody\"", "groups eq null", "groups.type eq \"DIRECT\"", "groups[type eq \"direct\"]", "groups[value ne \"nobody\"]",
        "userName sw \"j\" and (active eq false or title pr) and not (emails[type eq \"home\"])",
        "userName eq \"' OR 1=1 --\"", "urn:acme:a'b:c pr or userName sw \"x\"",
    ];

    [Theory, EveryDatabase]
    public async Task Both_databases_and_memory_find_the_same_people(Tests.Database kind)
    {
        await using var opened = await OpenedDatabase.CreateAsync(kind);
        var people = await StoreAsync(opened.Database);
        var ada = people[0].Id;
        string[] more =
        [
            $"id eq \"{ada}\"", $"id ne \"{ada}\"", $"id eq \"{ada.ToString().ToUpperInvariant()}\"",
            $"groups.value eq \"{Engineers}\"", $"groups.value ne \"{Engineers}\"", $"groups[value eq \"{Engineers}\" and type eq \"direct\"]", $"groups.value eq \"{Empty}\"",
            $"groups[value ne \"{Engineers}\"]",
        ];

        foreach (var text in (string[])[.. Written, .. more])
        {
            if (FilterParser.Parse(text, ResourceType.User).Value is { } filter)
            {
                await AgreeAsync(opened.Database, people, filter);
            }
            else
            {
                Assert.Contains("a'b", text, StringComparison.Ordinal);
            }
        }
    }

    [Theory, EveryDatabase]
    public async Task Whatever_the_filter_all_agree(Tests.Database kind)
    {
        await using var opened = await OpenedDatabase.CreateAsync(kind);
        var people = await StoreAsync(opened.Database);
        var texts = Gen.Elements("a", "A", "admin", "jane", "Jane@X.com", "work", "base", "p", "P", "red", "42", "5", "true", "", "é", "É", "ß", "x.com", "vp", "m1", "M1", "\uE000", "😀", "%", "\\", "\"");

        foreach (var filter in Filters.Any(texts).Sample(400))
        {
            await AgreeAsync(opened.Database, people, filter);
        }
    }

    [Theory, EveryDatabase]
    public async Task Groups_are_found_by_name_and_by_member(Tests.Database kind)
    {
        await using var opened = await OpenedDatabase.CreateAsync(kind);
        var ada = UserId.New();
        var batch = new WriteBatch();
        (GroupId Id, string Name)[] groups = [(Engineers, "Ops \"A\" & Ü"), (Empty, "Empty")];
        foreach (var (id, name) in groups)
        {
            var group = Json.Good(GroupReader.Read(System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["displayName"] = name }.ToJsonString()))).Group;
            batch.Add("""
                INSERT INTO groups (directory_id, id, display_name_key, version, document, search, payload, source, since, last_seen_at, created_at, updated_at)
                VALUES (@directory, @id, @key, @version, @document, @search, '{}', 'scim', @at, @at, @at, @at)
                """,
                ("directory", Directory), ("id", id), ("key", Fold.Of(name)), ("version", VersionId.New()), ("document", group.ToJson()),
                ("search", SearchText.Of(group.Attributes)), ("at", Noon));
        }

        Join(batch, Engineers, ada);
        await opened.Database.WriteAsync(batch, CancellationToken.None);

        foreach (var (text, expected) in new (string, GroupId[])[]
        {
            ("displayName eq \"ops \\\"a\\\" & ü\"", [Engineers]),
            ("displayName sw \"E\"", [Empty]),
            ($"members.value eq \"{ada}\"", [Engineers]),
            ($"members eq \"{ada}\"", [Engineers]),
            ($"members[value eq \"{ada}\" and type eq \"User\"]", [Engineers]),
            ($"not (members.value eq \"{ada}\")", [Empty]),
            ("members pr", [Engineers]),
            ("members.type eq \"Group\"", []),
            ("members.value eq \"00uJ\"", []),
            ("meta.resourceType eq \"Group\"", [Engineers, Empty]),
        })
        {
            Assert.Equal(expected, await FindAsync<GroupId>(opened.Database, Json.Good(FilterParser.Parse(text, ResourceType.Group)), ResourceType.Group));
        }
    }

    [Theory, EveryDatabase]
    public async Task People_without_a_value_sort_last_and_first_when_descending(Tests.Database kind)
    {
        await using var opened = await OpenedDatabase.CreateAsync(kind);
        var people = await StoreAsync(opened.Database);
        (string SortBy, Func<JsonObject, string?> Key)[] cases =
        [
            ("userName", user => Fold.Of((string)user["userName"]!)),
            ("USERNAME", user => Fold.Of((string)user["userName"]!)),
            ("title", user => (string?)user["title"] is { } title ? Fold.Of(title) : null),
            ("name.familyName", user => (string?)user["name"]?["familyName"] is { } name ? Fold.Of(name) : null),
            ("emails", user => CanonicalJson.FindPrimary(user, "emails") is { } email ? Fold.Of(email) : null),
            ("roles.value", user => CanonicalJson.FindPrimary(user, "roles") is { } role ? Fold.Of(role) : null),
            ("photos", user => CanonicalJson.FindPrimary(user, "photos")),
            ("externalId", user => (string?)user["externalId"]),
            ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", user => (string?)user[ScimUrns.EnterpriseUser]?["department"] is { } name ? Fold.Of(name) : null),
        ];

        foreach (var (sortBy, key) in cases)
        {
            var ascending = people.OrderBy(one => key(one.Full) is null).ThenBy(one => key(one.Full) ?? "", Comparer<string>.Create(Fold.Compare)).Select(one => one.Id);
            var descending = people.OrderBy(one => key(one.Full) is not null).ThenByDescending(one => key(one.Full) ?? "", Comparer<string>.Create(Fold.Compare)).Select(one => one.Id);
            Assert.Equal(ascending, await SortAsync(opened.Database, sortBy, null));
            Assert.Equal(descending, await SortAsync(opened.Database, sortBy, "Descending"));
        }

        Assert.Equal(people.OrderBy(one => one.Created).Select(one => one.Id), await SortAsync(opened.Database, "meta.created", "ascending"));
        Assert.Equal(ScimType.InvalidPath, SortSql.For("shoes", null, ResourceType.User, opened.Database.Dialect).Error?.Type);
        Assert.Equal(ScimType.InvalidPath, SortSql.For("name", null, ResourceType.User, opened.Database.Dialect).Error?.Type);
        Assert.Equal(ScimType.InvalidPath, SortSql.For("groups", null, ResourceType.User, opened.Database.Dialect).Error?.Type);
        Assert.Equal((403, ScimType.Sensitive), SortSql.For("password", null, ResourceType.User, opened.Database.Dialect).Error is { } error ? (error.Status, error.Type!.Value) : default);
        Assert.Equal(ScimType.InvalidValue, SortSql.For("title", "down", ResourceType.User, opened.Database.Dialect).Error?.Type);
    }

    private static async Task AgreeAsync(Core.Storage.Database database, IReadOnlyList<Person> people, FilterExpression filter)
    {
        var expected = people.Where(one => FilterEvaluator.Matches(filter, one.Full)).Select(one => one.Id);
        var found = await FindAsync<UserId>(database, filter, ResourceType.User);
        Assert.True(expected.SequenceEqual(found), $"""
            {filter}
            in memory   {string.Join(' ', people.Where(one => expected.Contains(one.Id)).Select(one => one.Full["userName"]))}
            in database {string.Join(' ', people.Where(one => found.Contains(one.Id)).Select(one => one.Full["userName"]))}
            {FilterSql.Translate(filter, ResourceType.User, database.Dialect).Sql}
            """);
    }

    private static async Task<List<TId>> FindAsync<TId>(Core.Storage.Database database, FilterExpression filter, ResourceType type) where TId : struct, ITypedId<TId>
    {
        var condition = FilterSql.Translate(filter, type, database.Dialect);
        await using var connection = await database.OpenAsync(CancellationToken.None);
        return await connection.QueryAsync(
            $"SELECT r.id FROM {type.Name.ToLowerInvariant()}s r WHERE r.directory_id = @directory AND {condition.Sql} ORDER BY r.ordinal",
            reader => reader.GetId<TId>(0), [("directory", Directory), .. condition.Parameters], CancellationToken.None);
    }

    private static async Task<List<UserId>> SortAsync(Core.Storage.Database database, string sortBy, string? sortOrder)
    {
        var order = Json.Good(SortSql.For(sortBy, sortOrder, ResourceType.User, database.Dialect));
        await using var connection = await database.OpenAsync(CancellationToken.None);
        return await connection.QueryAsync(
            $"SELECT r.id FROM users r WHERE r.directory_id = @directory ORDER BY {order.Sql}",
            reader => reader.GetId<UserId>(0), [("directory", Directory), .. order.Parameters], CancellationToken.None);
    }

    private static async Task<IReadOnlyList<Person>> StoreAsync(Core.Storage.Database database)
    {
        var people = new List<Person>();
        for (var i = 0; i < Bodies.Length; i++)
        {
            var user = Json.User(Bodies[i]);
            var id = UserId.New();
            var created = Noon.AddHours(i % 7);
            var updated = Noon.AddHours(24 + i).AddMicroseconds(i % 3);
            var full = (JsonObject)user.Attributes.DeepClone();
            full["id"] = id.ToString();
            full["meta"] = new JsonObject { ["resourceType"] = "User", ["created"] = Text(created), ["lastModified"] = Text(updated) };
            if (i % 4 == 0)
            {
                full["groups"] = new JsonArray(new JsonObject { ["value"] = Engineers.ToString(), ["type"] = "direct" });
            }

            people.Add(new Person(id, full, created));
            var batch = new WriteBatch();
            batch.Add("""
                INSERT INTO users (directory_id, id, user_name_key, external_id, email_key, active, version, document, search, payload, source, since, last_seen_at, created_at, updated_at)
                VALUES (@directory, @id, @key, @external, @email, @active, @version, @document, @search, '{}', 'scim', @created, @created, @created, @updated)
                """,
                ("directory", Directory), ("id", id), ("key", Fold.Of(user.UserName)), ("external", (object?)user.ExternalId ?? NullOf.Text),
                ("email", user.PrimaryEmail is { } email ? Fold.Of(email) : NullOf.Text), ("active", user.Active), ("version", VersionId.New()),
                ("document", user.ToJson()), ("search", SearchText.Of(user.Attributes)), ("created", created), ("updated", updated));
            foreach (var address in user.Emails.Where(address => address != user.PrimaryEmail))
            {
                batch.Add("INSERT INTO user_emails (directory_id, email_key, user_id) VALUES (@directory, @email, @id)", ("directory", Directory), ("email", Fold.Of(address)), ("id", id));
            }

            if (full.ContainsKey("groups"))
            {
                Join(batch, Engineers, id);
            }

            await database.WriteAsync(batch, CancellationToken.None);
        }

        return people;
    }

    private static void Join(WriteBatch batch, GroupId group, UserId user) => batch.Add(
        "INSERT INTO members (directory_id, group_id, user_id, change, source, since, last_seen_at) VALUES (@directory, @group, @user, @change, 'scim', @at, @at)",
        ("directory", Directory), ("group", group), ("user", user), ("change", VersionId.New()), ("at", Noon));

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private sealed record Person(UserId Id, JsonObject Full, DateTimeOffset Created);
}
