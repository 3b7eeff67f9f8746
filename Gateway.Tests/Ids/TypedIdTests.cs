using Gateway.Core.Ids;

namespace Gateway.Tests.Ids;

public sealed class TypedIdTests
{
    [Fact]
    public void An_id_reads_back_from_its_text()
    {
        var id = TypedId.New<UserId>();

        Assert.True(TypedId.TryParse<UserId>(id.ToString(), out var read));
        Assert.Equal(id, read);
        Assert.StartsWith("usr_", id.ToString(), StringComparison.Ordinal);
        Assert.Equal(30, id.ToString().Length);
    }

    [Fact]
    public void Text_sorts_as_time_does()
    {
        var early = EventId.Of(DateTimeOffset.UnixEpoch.AddDays(20_000), 7).ToString();
        var late = EventId.Of(DateTimeOffset.UnixEpoch.AddDays(20_001), 3).ToString();

        Assert.True(string.CompareOrdinal(early, late) < 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("usr_")]
    [InlineData("grp_01jd3k8m6q0000000000000000")]
    [InlineData("usr_01JD3K8M6Q0000000000000000")]
    [InlineData("usr_81jd3k8m6q0000000000000000")]
    [InlineData("usr_01jd3k8m6q000000000000000u")]
    [InlineData("usr_01jd3k8m6q00000000000000000")]
    [InlineData(" usr_01jd3k8m6q0000000000000000")]
    public void Other_text_is_no_id(string? text) => Assert.False(TypedId.TryParse<UserId>(text, out _));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(262_143, 17_592_186_044_415)]
    [InlineData(1_073_741_823, 42)]
    public void A_delivery_id_tells_its_subscriber_and_its_event(int subscriber, long sequence)
    {
        var id = DeliveryId.Of(DateTimeOffset.UtcNow, subscriber, sequence);

        Assert.True(TypedId.TryParse<DeliveryId>(id.ToString(), out var read));
        Assert.Equal((subscriber, sequence), (read.Subscriber, read.Sequence));
    }

    [Fact]
    public void An_event_id_is_a_version_7_uuid_that_tells_its_sequence()
    {
        var id = EventId.Of(DateTimeOffset.UtcNow, 48_211);

        Assert.Equal(48_211, id.Sequence);
        Assert.Equal(7, id.Value.Version);
        Assert.InRange(id.Value.Variant, 8, 11);
    }
}
