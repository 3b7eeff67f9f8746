using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Gateway.Contracts.Events;
using Gateway.Contracts.Verification;

namespace Gateway.Tests.Contracts.Verification;

public sealed class WebhookVerifierTests
{
    private const string Id = "evt_01kakj2a7v6gq8000000001f2k";
    private const string Body = """{"id":"evt_01kakj2a7v6gq8000000001f2k","type":"user_created","timestamp":"2026-11-21T12:00:00.000Z","sequence":1,"directory":null,"source":"scim","cause":null,"data":{}}""";
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly string Secret = WebhookSecret.New().Reveal();
    private static readonly string OtherSecret = WebhookSecret.New().Reveal();
    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(Body);
    private static readonly string At = Seconds(Now);

    [Fact]
    public void The_example_of_the_Standard_Webhooks_libraries_has_the_signature_that_they_print()
    {
        // From the test suites of the official libraries.
        var secret = WebhookSecret.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

        var signature = secret.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), """{"test": 2432232314}"""u8);

        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [Fact]
    public void What_the_gateway_signs_is_genuine_and_read() =>
        Assert.Equal(EventTypes.UserCreated, Verifier(Secret).Receive(Headers(Id, At, Signed(Secret)), Bytes).Type);

    [Fact]
    public void A_stranger_s_delivery_is_not_read()
    {
        var refusal = Assert.Throws<WebhookVerificationException>(() => Verifier(Secret).Receive(Headers(Id, At, Signed(OtherSecret)), Bytes));

        Assert.Equal(VerificationFault.NoMatchingSignature, refusal.Fault);
        Assert.DoesNotContain(Secret[6..], refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_genuine_body_that_is_no_event_says_so() =>
        Assert.ThrowsAny<JsonException>(() => Verifier(Secret).Receive(Headers(Id, At, WebhookSecret.Parse(Secret).Sign(Id, Now, "{}"u8)), "{}"u8));

    public static TheoryData<string?, string?, string?, VerificationFault> Refusals => new()
    {
        { null, At, Signed(Secret), VerificationFault.MissingHeader },
        { "", At, Signed(Secret), VerificationFault.MissingHeader },
        { Id, null, Signed(Secret), VerificationFault.MissingHeader },
        { Id, "", Signed(Secret), VerificationFault.MissingHeader },
        { Id, At, null, VerificationFault.MissingHeader },
        { Id, At, "", VerificationFault.MissingHeader },
        { Id, "soon", Signed(Secret), VerificationFault.MalformedTimestamp },
        { Id, At + ".5", Signed(Secret), VerificationFault.MalformedTimestamp },
        { Id, " " + At, Signed(Secret), VerificationFault.MalformedTimestamp },
        { Id, "-5", Signed(Secret), VerificationFault.MalformedTimestamp },
        { Id, "99999999999999999999", Signed(Secret), VerificationFault.MalformedTimestamp },
        { Id, "0", Signed(Secret), VerificationFault.TooOld },
        { Id, Seconds(Now.AddSeconds(-301)), Signed(Secret, Now.AddSeconds(-301)), VerificationFault.TooOld },
        { Id, Seconds(Now.AddSeconds(301)), Signed(Secret, Now.AddSeconds(301)), VerificationFault.TooNew },
        { Id, long.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture), Signed(Secret), VerificationFault.TooNew },
        { "evt_other", At, Signed(Secret), VerificationFault.NoMatchingSignature },
        { Id, Seconds(Now.AddSeconds(-1)), Signed(Secret), VerificationFault.NoMatchingSignature },
        { Id, "0" + At, Signed(Secret), VerificationFault.NoMatchingSignature },
        { Id, At, Signed(OtherSecret), VerificationFault.NoMatchingSignature },
        { Id, At, Signed(Secret)[3..], VerificationFault.NoMatchingSignature },
        { Id, At, "v2" + Signed(Secret)[2..], VerificationFault.NoMatchingSignature },
        { Id, At, "v1a" + Signed(Secret)[2..], VerificationFault.NoMatchingSignature },
        { Id, At, "V1" + Signed(Secret)[2..], VerificationFault.NoMatchingSignature },
        { Id, At, Signed(Secret)[..^1], VerificationFault.NoMatchingSignature },
        { Id, At, Signed(Secret) + "=", VerificationFault.NoMatchingSignature },
        { Id, At, "v1,", VerificationFault.NoMatchingSignature },
        { Id, At, "v1", VerificationFault.NoMatchingSignature },
        { Id, At, ",", VerificationFault.NoMatchingSignature },
        { Id, At, " ", VerificationFault.NoMatchingSignature },
        { Id, At, "v1,\u00e9\ud800", VerificationFault.NoMatchingSignature },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_is_not_genuine_is_refused_for_its_reason(string? id, string? timestamp, string? signature, VerificationFault fault)
    {
        var result = Verifier(Secret).Verify(id, timestamp, signature, Bytes);

        Assert.False(result.IsValid);
        Assert.Equal(fault, result.Fault);
        Assert.False(string.IsNullOrEmpty(result.Reason));
        Assert.Equal(fault, Assert.Throws<WebhookVerificationException>(result.ThrowIfInvalid).Fault);
    }

    public static TheoryData<string> Acceptable => new()
    {
        Signed(Secret),
        "v1,Zm9yZ2VkIHNpZ25hdHVyZSBvZiB0aGUgcmlnaHQgbGVuZ3Ro " + Signed(Secret),
        Signed(Secret) + " " + Signed(OtherSecret),
        Signed(OtherSecret) + " " + Signed(Secret),
        "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg== " + Signed(Secret),
        "v7,? " + Signed(Secret) + " v9",
        "  " + Signed(Secret) + "  ",
    };

    [Theory]
    [MemberData(nameof(Acceptable))]
    public void One_fitting_signature_is_enough(string signatures)
    {
        var result = Verifier(Secret).Verify(Id, At, signatures, Bytes);

        Assert.True(result.IsValid);
        Assert.Null(result.Fault);
        Assert.Null(result.Reason);
        result.ThrowIfInvalid();
    }

    [Theory]
    [InlineData(-300)]
    [InlineData(0)]
    [InlineData(300)]
    public void Five_minutes_either_way_are_allowed(int seconds) =>
        Assert.True(Verifier(Secret).Verify(Id, Seconds(Now.AddSeconds(seconds)), Signed(Secret, Now.AddSeconds(seconds)), Bytes).IsValid);

    [Fact]
    public void A_tolerance_of_one_s_own_holds()
    {
        var strict = new WebhookVerifier([Secret], TimeSpan.FromSeconds(10), new FixedClock(Now));

        Assert.True(strict.Verify(Id, Seconds(Now.AddSeconds(-10)), Signed(Secret, Now.AddSeconds(-10)), Bytes).IsValid);
        Assert.Equal(VerificationFault.TooOld, strict.Verify(Id, Seconds(Now.AddSeconds(-11)), Signed(Secret, Now.AddSeconds(-11)), Bytes).Fault);
    }

    [Fact]
    public void Given_a_rotation_When_both_ends_change_one_after_the_other_Then_every_delivery_is_genuine()
    {
        var (old, both, fresh) = (Verifier(Secret), Verifier(OtherSecret, Secret), Verifier(OtherSecret));

        var signedWithBoth = both.Sign(Id, Now, Bytes);

        Assert.Equal(2, signedWithBoth.Split(' ').Length);
        Assert.All([old, both, fresh], verifier => Assert.True(verifier.Verify(Id, At, signedWithBoth, Bytes).IsValid));
        Assert.True(both.Verify(Id, At, old.Sign(Id, Now, Bytes), Bytes).IsValid);
        Assert.True(both.Verify(Id, At, fresh.Sign(Id, Now, Bytes), Bytes).IsValid);
        Assert.False(fresh.Verify(Id, At, old.Sign(Id, Now, Bytes), Bytes).IsValid);
    }

    [Fact]
    public void A_result_that_nobody_computed_is_not_genuine()
    {
        Assert.False(default(VerificationResult).IsValid);
        Assert.Throws<WebhookVerificationException>(default(VerificationResult).ThrowIfInvalid);
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("whsec_not base64!")]
    [InlineData("whsec_c2hvcnQ=")]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void A_text_that_is_no_secret_is_refused_without_repeating_it(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => new WebhookVerifier(text));

        Assert.True(text.Length <= WebhookSecret.Prefix.Length || !refusal.Message.Contains(text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_secret_has_24_to_64_bytes(int length, bool expected) =>
        Assert.Equal(expected, WebhookSecret.TryParse("whsec_" + Convert.ToBase64String(new byte[length]), out _));

    [Fact]
    public void A_secret_may_lack_its_prefix_and_carry_white_space_but_not_reach_a_log()
    {
        var bare = WebhookSecret.Parse($"  {Secret[WebhookSecret.Prefix.Length..]}\n");

        Assert.Equal(Secret, bare.Reveal());
        Assert.DoesNotContain(Secret[WebhookSecret.Prefix.Length..], $"{bare}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_verifier_wants_a_secret_and_a_tolerance()
    {
        Assert.Throws<ArgumentException>(() => new WebhookVerifier());
        Assert.Throws<ArgumentOutOfRangeException>(() => new WebhookVerifier([Secret], TimeSpan.Zero, TimeProvider.System));
    }

    [Fact]
    public void Whatever_is_signed_is_genuine_and_whatever_differs_from_it_is_not() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(NonEmptyString Id, byte[] Body, byte[] Key)>(),
            sample =>
            {
                var key = new byte[24 + (sample.Key.Length % 41)];
                sample.Key.AsSpan(0, Math.Min(sample.Key.Length, key.Length)).CopyTo(key);
                var verifier = Verifier("whsec_" + Convert.ToBase64String(key));
                var (id, body) = (sample.Id.Get, sample.Body);
                var signature = verifier.Sign(id, Now, body);

                Assert.True(verifier.Verify(id, At, signature, body).IsValid);
                Assert.False(verifier.Verify(id, At, signature, [.. body, 0]).IsValid);
                Assert.False(verifier.Verify(id + "x", At, signature, body).IsValid);
                for (var i = 0; i < body.Length; i++)
                {
                    var altered = body.ToArray();
                    altered[i] ^= 1;
                    Assert.False(verifier.Verify(id, At, signature, altered).IsValid);
                }

                for (var i = 3; i < signature.Length; i++)
                {
                    var forged = signature.ToCharArray();
                    forged[i] = forged[i] == 'A' ? 'B' : 'A';
                    Assert.False(verifier.Verify(id, At, new string(forged), body).IsValid);
                }
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_header_however_odd_throws() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(string? Id, string? Timestamp, string? Signature)>(),
            headers => Assert.False(Verifier(Secret).Verify(headers.Id, headers.Timestamp, headers.Signature, Bytes).IsValid)).QuickCheckThrowOnFailure();

    private static WebhookVerifier Verifier(params string[] secrets) => new(secrets, WebhookVerifier.DefaultTolerance, new FixedClock(Now));

    private static string Signed(string secret, DateTimeOffset? at = null) => WebhookSecret.Parse(secret).Sign(Id, at ?? Now, Bytes);

    private static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static Func<string, string?> Headers(string id, string timestamp, string signature) => name => name switch
    {
        WebhookHeaders.Id => id,
        WebhookHeaders.Timestamp => timestamp,
        WebhookHeaders.Signature => signature,
        _ => null,
    };
}
