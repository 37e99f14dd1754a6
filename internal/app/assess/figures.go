package assess

import (
	"math"

	"tuzjol/internal/assessment/validation"
)

// jsonFigures is one object of the JSON file; what cannot be computed is null.
type jsonFigures struct {
	Group              string     `json:"group"`
	Value              string     `json:"value"`
	Scale              string     `json:"scale"`
	N                  int        `json:"n"`
	Missing            int        `json:"missing"`
	Events             int        `json:"events"`
	Rate               *float64   `json:"rate"`
	RateLow            *float64   `json:"rate_low"`
	RateHigh           *float64   `json:"rate_high"`
	AUC                *float64   `json:"auc"`
	AUCLow             *float64   `json:"auc_low"`
	AUCHigh            *float64   `json:"auc_high"`
	Brier              *float64   `json:"brier"`
	BrierBase          *float64   `json:"brier_of_constant_base_rate"`
	LogLoss            *float64   `json:"log_loss"`
	Expected           *float64   `json:"expected_over_observed"`
	ECE                *float64   `json:"ece_10_equal_width_bins"`
	Slope              *float64   `json:"calibration_slope"`
	SlopeLow           *float64   `json:"calibration_slope_low"`
	SlopeHigh          *float64   `json:"calibration_slope_high"`
	Intercept          *float64   `json:"calibration_intercept"`
	InterceptLow       *float64   `json:"calibration_intercept_low"`
	InterceptHigh      *float64   `json:"calibration_intercept_high"`
	InTheLarge         *float64   `json:"calibration_in_the_large"`
	InTheLargeLow      *float64   `json:"calibration_in_the_large_low"`
	InTheLargeHigh     *float64   `json:"calibration_in_the_large_high"`
	PointSlope         *float64   `json:"logistic_slope_per_point"`
	PointSlopeLow      *float64   `json:"logistic_slope_per_point_low"`
	PointSlopeHigh     *float64   `json:"logistic_slope_per_point_high"`
	PointIntercept     *float64   `json:"logistic_intercept"`
	PointInterceptLow  *float64   `json:"logistic_intercept_low"`
	PointInterceptHigh *float64   `json:"logistic_intercept_high"`
	Deciles            []jsonBin  `json:"deciles"`
	Rates              []jsonRate `json:"rates"`
}

type jsonBin struct {
	From     float64  `json:"from"`
	To       float64  `json:"to"`
	N        int      `json:"n"`
	Mean     *float64 `json:"mean_score"`
	Rate     *float64 `json:"rate"`
	RateLow  *float64 `json:"rate_low"`
	RateHigh *float64 `json:"rate_high"`
}

type jsonRate struct {
	Threshold float64                `json:"threshold"`
	TP        int                    `json:"true_positives"`
	FP        int                    `json:"false_positives"`
	TN        int                    `json:"true_negatives"`
	FN        int                    `json:"false_negatives"`
	FPR       *float64               `json:"false_positive_rate"`
	FNR       *float64               `json:"false_negative_rate"`
	PPV       *float64               `json:"ppv"`
	NPV       *float64               `json:"npv"`
	Flagged   *float64               `json:"flagged_share"`
	Accuracy  *float64               `json:"accuracy"`
	Intervals map[string][2]*float64 `json:"intervals"`
}

// number is null for what cannot be computed.
func number(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return &x
}

func asJSON(figures []Figures, scale validation.Scale) []jsonFigures {
	out := make([]jsonFigures, len(figures))
	for i, f := range figures {
		out[i] = jsonFigures{
			Group: f.Group, Value: f.Value, Scale: string(scale), N: f.N, Missing: f.Missing, Events: f.Events,
			Rate: number(f.Rate.Value), RateLow: number(f.Rate.Low), RateHigh: number(f.Rate.High),
			AUC: number(f.AUC.Value), AUCLow: number(f.AUC.Low), AUCHigh: number(f.AUC.High),
			Brier: number(f.Brier), BrierBase: number(f.BrierBase), LogLoss: number(f.LogLoss), Expected: number(f.Expected), ECE: number(f.ECE),
			Slope: number(f.Slope.Value), SlopeLow: number(f.Slope.Low), SlopeHigh: number(f.Slope.High),
			Intercept: number(f.Intercept.Value), InterceptLow: number(f.Intercept.Low), InterceptHigh: number(f.Intercept.High),
			InTheLarge: number(f.InTheLarge.Value), InTheLargeLow: number(f.InTheLarge.Low), InTheLargeHigh: number(f.InTheLarge.High),
			PointSlope: number(f.PointSlope.Value), PointSlopeLow: number(f.PointSlope.Low), PointSlopeHigh: number(f.PointSlope.High),
			PointIntercept: number(f.PointIntercept.Value), PointInterceptLow: number(f.PointIntercept.Low),
			PointInterceptHigh: number(f.PointIntercept.High),
		}
		for _, b := range f.Bins {
			out[i].Deciles = append(out[i].Deciles, jsonBin{b.From, b.To, b.N, number(b.Mean), number(b.Rate.Value), number(b.Rate.Low), number(b.Rate.High)})
		}
		for _, r := range f.Rates {
			out[i].Rates = append(out[i].Rates, rateJSON(r))
		}
	}
	return out
}

func rateJSON(r validation.ErrorRates) jsonRate {
	limits := map[string][2]*float64{}
	for name, v := range map[string]validation.Interval{
		"false_positive_rate": r.FalsePositive, "false_negative_rate": r.FalseNegative, "ppv": r.PPV, "npv": r.NPV,
		"flagged_share": r.Flagged, "accuracy": r.Accuracy,
	} {
		limits[name] = [2]*float64{number(v.Low), number(v.High)}
	}
	return jsonRate{
		r.Threshold, r.TP, r.FP, r.TN, r.FN, number(r.FalsePositive.Value), number(r.FalseNegative.Value),
		number(r.PPV.Value), number(r.NPV.Value), number(r.Flagged.Value), number(r.Accuracy.Value), limits,
	}
}
