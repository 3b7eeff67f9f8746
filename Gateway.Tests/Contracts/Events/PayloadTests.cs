using System.Text;
using System.Text.Json;
using Gateway.Contracts.Events;
using Gateway.Core.Events;

namespace Gateway.Tests.Contracts.Events;

public sealed class PayloadTests
{
    private const string Full =
        """
        {"id":"evt_01kakj2a7v6gq8000000001f2k","type":"user_updated","timestamp":"2026-11-21T12:00:00.120Z","sequence":48211,"directory":{"id":"dir_01","name":"Acme Okta","organization":"acme"},"source":"scim","cause":"req_01","data":{"user":{"id":"usr_01","idp_id":"00u1","user_name":"ada@example.com","email":"ada@example.com","first_name":"Ada","last_name":"Lovelace & \"Söhne\"","display_name":null,"state":"active","custom_attributes":{"title":"Countess","tags":["a",1,{"b":null}]},"created_at":"2026-11-20T08:00:00.000Z","updated_at":"2026-11-21T12:00:00.120Z"},"changes":{"name.familyName":{"from":null,"to":"Lovelace"},"active":{"from":false,"to":true}}}}
        """;

    [Fact]
    public void An_event_is_read_and_written_as_the_same_bytes()
    {
        var read = GatewayEvent.Parse(Encoding.UTF8.GetBytes(Full));

        Assert.Equal(Full, Encoding.UTF8.GetString(read.ToUtf8Json()));
    }

    [Fact]
    public void Every_member_is_read()
    {
        var read = GatewayEvent.Parse(Encoding.UTF8.GetBytes(Full));

        Assert.Equal("evt_01kakj2a7v6gq8000000001f2k", read.Id);
        Assert.Equal(EventTypes.UserUpdated, read.Type);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 12, 0, 0, 120, TimeSpan.Zero), read.Timestamp);
        Assert.Equal(48211, read.Sequence);
        Assert.Equal(new EventDirectory { Id = "dir_01", Name = "Acme Okta", Organization = "acme" }, read.Directory);
        Assert.Equal("scim", read.Source);
        Assert.Equal("req_01", read.Cause);
        Assert.False(read.Replay);
        var user = read.Data.User!;
        Assert.Equal(("usr_01", "00u1", "ada@example.com", "Ada"), (user.Id, user.IdpId, user.UserName, user.FirstName));
        Assert.Equal("Lovelace & \"Söhne\"", user.LastName);
        Assert.Equal(UserStates.Active, user.State);
        Assert.Equal("Countess", user.CustomAttributes["title"].GetString());
        Assert.Null(user.DisplayName);
        Assert.Null(user.Raw);
        Assert.Null(read.Data.Group);
        Assert.Null(read.Data.Changes!["name.familyName"].From);
        Assert.Equal("Lovelace", read.Data.Changes["name.familyName"].To!.Value.GetString());
        Assert.True(read.Data.Changes["active"].To!.Value.GetBoolean());
    }

    [Fact]
    public void The_bytes_that_the_gateway_writes_are_read_and_written_again_alike()
    {
        var stored = new StoredEvent
        {
            Sequence = 7,
            Directory = """{"id":"dir_01","name":"Acme","organization":null}""",
            Type = EventTypes.GroupUserRemoved,
            OccurredAt = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
            Source = Sources.Scim,
            Data = """{"user":{"id":"usr_01","idp_id":null,"user_name":"ada","email":null,"first_name":null,"last_name":null,"display_name":null,"state":"inactive","custom_attributes":{},"created_at":"2026-11-20T08:00:00.000Z","updated_at":"2026-11-20T08:00:00.000Z"},"group":{"id":"grp_01","idp_id":null,"display_name":"Ünï","created_at":"2026-11-20T08:00:00.000Z","updated_at":"2026-11-20T08:00:00.000Z"}}""",
        };

        var body = EventEnvelope.Write(stored);
        var read = GatewayEvent.Parse(body);

        Assert.Equal(stored.Id.ToString(), read.Id);
        Assert.Null(read.Cause);
        Assert.Equal(UserStates.Inactive, read.Data.User!.State);
        Assert.Equal("Ünï", read.Data.Group!.DisplayName);
        Assert.Equal(Encoding.UTF8.GetString(body), Encoding.UTF8.GetString(read.ToUtf8Json()));
    }

    [Fact]
    public void What_a_later_gateway_adds_does_no_harm_and_is_not_lost_in_data()
    {
        var body = """
            {"id":"evt_1","type":"subscriber.failing","timestamp":"2026-11-21T12:00:00Z","sequence":1,"directory":null,"source":"operator","cause":null,
             "new_member":{"a":1},"data":{"subscriber":{"id":"sub_1"},"user":{"id":"usr_1","user_name":"a","state":"asleep","shoe_size":43}}}
            """u8;

        var read = GatewayEvent.Parse(body);

        Assert.Equal("asleep", read.Data.User!.State);
        Assert.Equal("sub_1", read.Data.Other!["subscriber"].GetProperty("id").GetString());
        Assert.Empty(read.Data.User.CustomAttributes);
    }

    [Fact]
    public void Replay_and_raw_are_written_only_where_they_say_something()
    {
        var read = GatewayEvent.Parse(Encoding.UTF8.GetBytes(Full));
        var raw = JsonSerializer.SerializeToElement(new { nickName = "Ada" });
        var told = read with { Replay = true, Data = read.Data with { User = read.Data.User! with { Raw = raw } } };

        var text = Encoding.UTF8.GetString(told.ToUtf8Json());

        Assert.Contains("\"replay\":true", text, StringComparison.Ordinal);
        Assert.Contains("\"raw\":{\"nickName\":\"Ada\"}", text, StringComparison.Ordinal);
        Assert.True(GatewayEvent.Parse(Encoding.UTF8.GetBytes(text)).Replay);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":"evt_1","type":"user_created","timestamp":"2026-11-21T12:00:00Z","sequence":1,"source":"scim"}""")]
    [InlineData("""{"id":"evt_1","type":"user_created","timestamp":"yesterday","sequence":1,"source":"scim","data":{}}""")]
    public void What_is_no_event_is_refused(string body) =>
        Assert.ThrowsAny<JsonException>(() => GatewayEvent.Parse(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Every_event_type_is_listed_once()
    {
        var constants = typeof(EventTypes).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(constants.Order(), EventTypes.All.Order());
    }
}
