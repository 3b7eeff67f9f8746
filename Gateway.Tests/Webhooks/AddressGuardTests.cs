using System.Net;
using Gateway.Core.Webhooks;

namespace Gateway.Tests.Webhooks;

/// <summary>Every family and spelling of an address that must not be reached, and some that must.</summary>
public sealed class AddressGuardTests
{
    private static readonly AddressGuard Strict = new([]);

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::8.8.8.8")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:a9fe:a9fe")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("2001:2::1")]
    [InlineData("2001:10::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2002:808:808::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("2600::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void An_address_that_is_not_public_is_refused(string address) => Assert.False(Strict.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2001:200::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700:4700::1111")]
    public void A_public_address_passes(string address) => Assert.True(Strict.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("10.2.0.1", false)]
    [InlineData("fd00:1::5", true)]
    [InlineData("fd00:2::5", false)]
    public void An_allow_list_opens_exactly_its_networks(string address, bool allowed)
    {
        var guard = new AddressGuard([IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("fd00:1::/32")]);

        Assert.Equal(allowed, guard.Allows(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("https://app.example.com/hooks?x=1", null)]
    [InlineData("https://app.example.com:8443/hooks", null)]
    [InlineData("https://8.8.8.8/hooks", null)]
    [InlineData("https://[2606:4700:4700::1111]/hooks", null)]
    [InlineData("http://10.1.0.5/hooks", null)]
    [InlineData("https://10.1.0.5/hooks", null)]
    [InlineData(null, "missing")]
    [InlineData("", "missing")]
    [InlineData("app.example.com", "absolute")]
    [InlineData("ftp://app.example.com/", "absolute")]
    [InlineData("file:///etc/passwd", "absolute")]
    [InlineData("https://user:secret@app.example.com/", "user name")]
    [InlineData("https://user@app.example.com/", "user name")]
    [InlineData("https://@app.example.com/", "user name")]
    [InlineData("https://app.example.com/#part", "fragment")]
    [InlineData("https://app.example.com/#", "fragment")]
    [InlineData("https://app.example.com/a b", "spaces")]
    [InlineData("https://app.example.com\\@evil.example/", "spaces")]
    [InlineData("http://8.8.8.8/hooks", "https")]
    [InlineData("https://127.0.0.1/", "public network")]
    [InlineData("https://2130706433/", "public network")]
    [InlineData("https://0177.0.0.1/", "public network")]
    [InlineData("https://0x7f.1/", "public network")]
    [InlineData("https://localhost/", "public network")]
    [InlineData("https://app.localhost/", "public network")]
    [InlineData("https://localhost./", "public network")]
    [InlineData("https://169.254.169.254/latest/meta-data", "public network")]
    [InlineData("https://[::1]/", "public network")]
    [InlineData("https://[::ffff:169.254.169.254]/", "public network")]
    [InlineData("https://[fe80::1%25eth0]/", "public network")]
    [InlineData("https://192.168.0.1/", "public network")]
    public void A_subscribers_url_is_checked_without_sending_anything(string? url, string? complaint)
    {
        var error = SubscriberUrl.Check(url, new AddressGuard([IPNetwork.Parse("10.1.0.0/16")]));

        if (complaint is null)
        {
            Assert.Null(error);
        }
        else
        {
            Assert.Equal("url", error!.Field);
            Assert.Contains(complaint, error.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Plain_http_to_a_name_is_refused_when_no_network_is_listed() =>
        Assert.Contains("https", SubscriberUrl.Check("http://app.example.com/", Strict)!.Detail, StringComparison.Ordinal);
}
